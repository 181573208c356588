"""Where the programme's money stands: double entry, only added to, whole halalas."""
