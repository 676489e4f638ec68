"""How is it reached? HTTP, WebSocket and pages, behind one guard."""
