"""Where the parts are put together: settings, addresses, processes, commands."""
