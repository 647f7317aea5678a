"""What runs `sampler enforce` by itself: units for systemd, cron, launchd and the Task Scheduler."""
