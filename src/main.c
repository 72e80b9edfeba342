// SPDX-License-Identifier: Apache-2.0
#include "base/output.h"
#include "cmd/cmd.h"

#include <malloc.h>

int main(int argc, char **argv)
{
    (void)argc;
    // Large blocks go back to the system at once. glibc would raise its limit
    // after the first and keep the room of the largest file ever read.
    mallopt(M_MMAP_THRESHOLD, 1 << 18);
    // Small ones stay, up to what a file or pickle takes: giving them back
    // after each costs more than reading it. They stay once, not once for each
    // thread.
    mallopt(M_TRIM_THRESHOLD, 1 << 20);
    mallopt(M_ARENA_MAX, 1);
    output_prepare();
    return freehold_main(argv);
}
