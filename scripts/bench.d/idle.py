"""Says what a daemon costs while nothing is due: lines "name<TAB>number".

usage: idle.py PID SECONDS
"""

import os
import sys
import time

TICK = os.sysconf("SC_CLK_TCK")


def cpu_milliseconds(process: int) -> float:
    """CPU time so far, its children that have ended included."""
    with open(f"/proc/{process}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) * 1000 / TICK


def megabytes(process: int) -> float:
    """Memory that is its alone: what it would give back if it ended."""
    private = 0
    with open(f"/proc/{process}/smaps_rollup", encoding="ascii") as file:
        for line in file:
            if line.startswith(("Private_Clean:", "Private_Dirty:")):
                private += int(line.split()[1])
    return private / 1000


def main() -> None:
    process, seconds = int(sys.argv[1]), float(sys.argv[2])
    before = cpu_milliseconds(process)
    time.sleep(seconds)
    print(f"memory\t{megabytes(process):.2f}")
    print(f"CPU\t{(cpu_milliseconds(process) - before) * 60 / seconds:.2f}")


if __name__ == "__main__":
    main()
