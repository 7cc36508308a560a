// The least an effect's round trip can cost: frames of its size between two processes over a socket pair, each of them
// one thread that reads and writes and does nothing else.
//
// usage: echo_floor COUNT
//
// Prints "sequential MICROSECONDS" and "crowd MICROSECONDS" for each round trip, the second with a thousand at a time.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FRAME = 64, CROWD = 1000 };

static double microseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static void send_all(int socket, const char *bytes, size_t length) {
    for (size_t sent = 0; sent < length;) {
        ssize_t count = write(socket, bytes + sent, length - sent);
        if (count <= 0) exit(1);
        sent += count;
    }
}

static void read_all(int socket, char *bytes, size_t length) {
    for (size_t got = 0; got < length;) {
        ssize_t count = read(socket, bytes + got, length - got);
        if (count <= 0) exit(1);
        got += count;
    }
}

static double round_trips(int socket, long count, size_t at_once) {
    static char frames[FRAME * CROWD];
    double start = microseconds();
    for (long done = 0; done < count; done += at_once) {
        send_all(socket, frames, FRAME * at_once);
        read_all(socket, frames, FRAME * at_once);
    }
    return (microseconds() - start) / count;
}

int main(int count, char **arguments) {
    long trips = count > 1 ? atol(arguments[1]) : 20000;
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) return 1;
    pid_t peer = fork();
    if (peer == 0) {
        static char frames[256 << 10];
        close(pair[0]);
        for (ssize_t got; (got = read(pair[1], frames, sizeof frames)) > 0;) send_all(pair[1], frames, got);
        _exit(0);
    }
    close(pair[1]);
    printf("sequential\t%.3f\n", round_trips(pair[0], trips, 1));
    printf("crowd\t%.3f\n", round_trips(pair[0], trips, CROWD));
    close(pair[0]);
    waitpid(peer, NULL, 0);
    return 0;
}
