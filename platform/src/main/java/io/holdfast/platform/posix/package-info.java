/** The operating system's own calls, through the foreign-function interface. */
package io.holdfast.platform.posix;
