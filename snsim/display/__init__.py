"""What a user looks at: windows, plots, reports."""
