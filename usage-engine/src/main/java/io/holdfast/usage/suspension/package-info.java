/**
 * The lease by which another program may hold all processing, and the gate at which workflows stop
 * for it. The lease belongs to this engine: it ends at its deadline without anybody's help. Nothing
 * here may ever make it last longer than its holder asked for.
 */
package io.holdfast.usage.suspension;
