/**
 * The house rules as tests: format, architecture, tidiness. They read the repository and the
 * compiled classes; no rule may need another machine, and none may be switched off from the
 * outside.
 */
package io.holdfast.house;
