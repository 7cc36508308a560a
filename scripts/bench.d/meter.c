// Runs a command and tells what it cost: one line "wall_ms cpu_ms peak_kb child_peak_kb", appended to a file.
//
// usage: meter [-m] RESULT COMMAND [ARGUMENT...]
//
// CPU time is the command's and that of all children it waited for. With -m the peaks are looked up in /proc while it
// runs (its own, and the largest of its children's), because the kernel's own account would mix the two; without -m
// they are 0 and nothing disturbs what is timed. The exit status is the command's.
#define _GNU_SOURCE
#include <dirent.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static double milliseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

// The most memory a process has held so far, in KiB; 0 when it is gone.
static long peak(long process) {
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%ld/status", process);
    FILE *file = fopen(path, "r");
    long kilobytes = 0;
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "VmHWM: %ld", &kilobytes) == 1) break;
    if (file) fclose(file);
    return kilobytes;
}

// The largest peak among the children of all threads of a process.
static long peak_of_children(long process) {
    char path[300];
    snprintf(path, sizeof path, "/proc/%ld/task", process);
    DIR *threads = opendir(path);
    long largest = 0;
    for (struct dirent *thread; threads && (thread = readdir(threads));) {
        snprintf(path, sizeof path, "/proc/%ld/task/%s/children", process, thread->d_name);
        FILE *file = fopen(path, "r");
        for (long child; file && fscanf(file, "%ld", &child) == 1;) {
            long held = peak(child);
            if (held > largest) largest = held;
        }
        if (file) fclose(file);
    }
    if (threads) closedir(threads);
    return largest;
}

int main(int count, char **arguments) {
    int sampled = count > 1 && !strcmp(arguments[1], "-m");
    arguments += 1 + sampled;
    if (count < 3 + sampled) {
        fputs("usage: meter [-m] RESULT COMMAND [ARGUMENT...]\n", stderr);
        return 2;
    }
    FILE *result = fopen(arguments[0], "ae");
    if (!result) {
        perror(arguments[0]);
        return 2;
    }
    double start = milliseconds();
    pid_t process;
    if (posix_spawnp(&process, arguments[1], NULL, NULL, arguments + 1, environ)) {
        perror(arguments[1]);
        return 127;
    }
    long own = 0, child = 0;
    int status;
    struct rusage usage;
    if (sampled) {
        while (wait4(process, &status, WNOHANG, &usage) == 0) {
            long now = peak(process), now_child = peak_of_children(process);
            if (now > own) own = now;
            if (now_child > child) child = now_child;
            usleep(5000);
        }
    } else if (wait4(process, &status, 0, &usage) < 0) {
        perror("wait4");
        return 2;
    }
    double wall = milliseconds() - start;
    double cpu = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3
        + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
    fprintf(result, "%.3f %.3f %ld %ld\n", wall, cpu, own, child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
