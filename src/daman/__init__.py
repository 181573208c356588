"""Daman: the Enhanced Social Security programme, from registration to payment."""
