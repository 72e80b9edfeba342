// SPDX-License-Identifier: Apache-2.0
#include "base/output.h"
#include "cmd/cmd.h"

int main(int argc, char **argv)
{
    (void)argc;
    output_prepare();
    return freehold_main(argv);
}
