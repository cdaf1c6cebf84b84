package org.granary.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class InstancesMainTest {
    @Test
    void allStayAndAreTold() {
        String without = InstancesMain.made(10_001, 0);
        assertTrue(without.matches("10001 [0-9]+[.,][0-9] [0-9]+"), without);
        String paged = InstancesMain.made(100, 1);
        assertTrue(paged.matches("100 [0-9]+[.,][0-9] [0-9]+"), paged);
        long megabytes = Long.parseLong(paged.substring(paged.lastIndexOf(' ') + 1));
        assertTrue(megabytes >= 6, "100 pages take more than " + megabytes + " MB");
    }
}
