/** Guest call stacks read out of Java stack traces. Knows how the engine names and numbers what it compiles; knows nothing of stores. */
package org.granary.store.trace;
