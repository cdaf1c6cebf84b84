/**
 * The rules of the language: a decoded module becomes a valid one, or a refusal says what, where, expected and found. {@link
 * org.granary.validate.FunctionValidator} is the only type oracle; the compiler is driven in lock-step with it
 * by {@link org.granary.validate.BodyWalk} and asks it. Knows types, instructions and modules; knows nothing of how modules are decoded,
 * compiled or run.
 *
 * <p>Source: WebAssembly core specification, chapter 3 and appendix A.6 (validation algorithm).
 */
package org.granary.validate;
