"""Sources of facts about the device, one file each. Every probe reads files under a `root`."""
