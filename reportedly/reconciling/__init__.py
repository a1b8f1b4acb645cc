"""The claims of many articles put together: incidents, echoes, series, findings, coding views."""
