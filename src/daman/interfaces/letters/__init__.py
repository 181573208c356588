"""Decision letters as pages and as PDF, one content for both."""
