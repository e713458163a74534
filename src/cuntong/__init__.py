"""Cuntong 村通: run a county's rural e-commerce programme; every figure opens down to its records."""
