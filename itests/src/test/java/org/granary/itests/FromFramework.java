package org.granary.itests;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A field that is filled inside the framework: with the probe's {@code BundleContext}, with the watched folder (a {@code Path}), with
 * {@link Belongings}, which are taken out of the framework after the test, or with the service of the field's type, for which at most
 * ninety seconds are waited.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
public @interface FromFramework {

    /** An LDAP filter that the service must match too; empty: any service of the type. */
    String filter() default "";
}
