// SPDX-License-Identifier: Apache-2.0
#include "base/output.h"
#include "cmd/cmd.h"

#include <malloc.h>

int main(int argc, char **argv)
{
    (void)argc;
    // Large blocks go back to the system at once. glibc would raise its limit
    // after the first and keep the room of the largest file ever read.
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    // Small ones stay: giving them back after each file or pickle costs more
    // than reading it.
    mallopt(M_TRIM_THRESHOLD, 8 << 20);
    output_prepare();
    return freehold_main(argv);
}
