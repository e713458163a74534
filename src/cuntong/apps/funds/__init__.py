"""Public money: what was released, allotted, contracted, applied for and paid, and the rules that stop a payment."""
