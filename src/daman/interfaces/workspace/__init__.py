"""The staff's pages: queue, case file, committee, payroll."""
