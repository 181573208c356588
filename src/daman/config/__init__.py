"""How the product is put together: settings, addresses, the WSGI door."""
