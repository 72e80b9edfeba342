# SPDX-License-Identifier: MIT OR Apache-2.0
# (c) 2024
x-
# y &copy; &#x41; <b>
