/** Guest call stacks read out of Java stack traces. */
package org.granary.store.trace;
