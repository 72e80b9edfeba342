# SPDX-License-Identifier: Apache-2.0 OR Apache-2.0
# (c) 2024
x-
# y &copy; &#x41; <b>
