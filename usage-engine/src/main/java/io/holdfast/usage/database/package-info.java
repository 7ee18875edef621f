/**
 * The system database, in Derby or PostgreSQL: what is committed, and the references to files.
 * Everything that a workflow commits goes through one {@link io.holdfast.usage.database.Ledger} in
 * one transaction. It must never touch the files that its rows speak of.
 */
package io.holdfast.usage.database;
