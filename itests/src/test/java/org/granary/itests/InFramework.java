package org.granary.itests;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of this class run inside a framework of their own that holds exactly what {@code granary.bndrun} ships (without
 * the shell). Fields marked {@link FromFramework} are filled before each test. {@code @BeforeEach} and {@code @AfterEach}
 * run inside too; {@code @BeforeAll} and {@code @AfterAll} run outside.
 * A static method {@code Option[] options()}, where there is one, gives further Pax Exam options.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(FrameworkExtension.class)
public @interface InFramework {}
