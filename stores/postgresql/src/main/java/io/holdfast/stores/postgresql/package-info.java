/**
 * PostgreSQL, logically: an exported snapshot pins the point inside the window, and the stock
 * pg_dump reads exactly that snapshot after processing has resumed. A restore goes into a database
 * of its own, is proved there, and takes the live one's name in one transaction. Nothing here reads
 * the server's files, so that a managed server is as good as any; and no secret is ever put on a
 * command line. {@code docs/design/0005-postgresql.md} has the reasons.
 */
package io.holdfast.stores.postgresql;
