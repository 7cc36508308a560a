// The least an export can cost: the requests of examples/export-recordings.lua and the same bytes to disk, by blocking
// threads that parse next to nothing, check nothing and remember nothing.
//
// usage: export_floor PORT TOKEN FROM TO FOLDER [sync]
//
// Prints how many tasks it saw and how many recordings it saved. With "sync" it ends when all is on the disk. It knows
// the simulator's way of writing JSON (order of fields, no blanks), and works with nothing else.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    LANES = 8,               // threads, each with a connection of its own; the example downloads eight at a time
    TASKS_A_QUERY = 10,
    TASKS_A_PAGE = 1000,
    ID = 36,                 // characters of a UUID
    METADATA_BYTES = 1700,   // about what the example writes beside each recording
    BUFFER = 2 << 20,        // more than a page of tasks
};

typedef char TaskID[ID + 1];

static int port;
static const char *token, *folder;
static TaskID *tasks;
static size_t task_count, task_room;
static atomic_size_t next_task, saved;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int dial(void) {
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int lane = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    if (connect(lane, (struct sockaddr *)&address, sizeof address)) fail("connect");
    setsockopt(lane, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return lane;
}

// Sends a request and reads its answer: the body goes to `file`, or where that is -1, into `buffer` with a 0 behind it.
static char *ask(int lane, const char *request, size_t length, char *buffer, int file) {
    if (write(lane, request, length) != (ssize_t)length) fail("send");
    size_t have = 0;
    char *body = NULL;
    while (!body) {
        ssize_t got = read(lane, buffer + have, BUFFER - 1 - have);
        if (got <= 0) fail("receive");
        have += got;
        buffer[have] = 0;
        body = strstr(buffer, "\r\n\r\n");
    }
    body += 4;
    char *announced = strcasestr(buffer, "\r\ncontent-length:");
    if (strncmp(buffer + 9, "200", 3) || !announced || announced > body) {
        fprintf(stderr, "unexpected answer: %.200s\n", buffer);
        exit(1);
    }
    size_t left = strtoul(announced + 17, NULL, 10), head = body - buffer;
    if (file < 0 && left >= BUFFER - head) fail("page too long");
    left -= have - head;
    if (file >= 0 && write(file, body, have - head) < 0) fail("write");
    while (left > 0) {
        char *into = file >= 0 ? buffer : buffer + have;
        ssize_t got = read(lane, into, file >= 0 && left > BUFFER ? BUFFER : left);
        if (got <= 0) fail("receive");
        if (file >= 0 && write(file, into, got) != got) fail("write");
        have += got;
        left -= got;
    }
    if (file < 0) buffer[have] = 0;
    return body;
}

// A task of the last millisecond of the page before comes again with the next page.
static int is_known(const char *id) {
    for (size_t back = 1; back <= 64 && back <= task_count; back++)
        if (!memcmp(tasks[task_count - back], id, ID)) return 1;
    return 0;
}

static void list_tasks(long long from, long long to) {
    int lane = dial(), size;
    char *buffer = malloc(BUFFER), request[1024];
    do {
        int length = snprintf(request, sizeof request,
            "GET /v1/tasks?from=%lld&to=%lld&pageSize=%d&channelTypes=telephony HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
            "Authorization: Bearer %s\r\n\r\n", from, to, TASKS_A_PAGE, port, token);
        char *place = ask(lane, request, length, buffer, -1);
        for (size = 0; (place = strstr(place, "{\"id\":\"")); place += 7 + ID) {
            if (strncmp(place + 7 + ID, "\",\"attributes\"", 14)) continue;
            size++;
            if (is_known(place + 7)) continue;
            if (task_count == task_room) tasks = realloc(tasks, (task_room = task_room * 2 + 4096) * sizeof *tasks);
            memcpy(tasks[task_count], place + 7, ID);
            tasks[task_count++][ID] = 0;
            char *created = strstr(place, "\"createdTime\":");
            if (created) from = strtoll(created + 14, NULL, 10) - 1;
        }
    } while (size == TASKS_A_PAGE);
    close(lane);
    free(buffer);
}

static void write_whole(const char *path, const char *bytes, size_t length) {
    int file = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0644);
    if (file < 0 || write(file, bytes, length) != (ssize_t)length) fail(path);
    close(file);
}

// Saves what `url` names, and a description beside it.
static void save(int lane, const char *url, char *buffer) {
    char request[2048], path[512], metadata[METADATA_BYTES];
    const char *target = strchr(url + 7, '/'), *end = strchr(url, '"'), *suffix = strstr(url, ".wav?");
    int length = snprintf(request, sizeof request, "GET %.*s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n",
        (int)(end - target), target, port);
    snprintf(path, sizeof path, "%s/%.*s.wav", folder, ID, suffix - ID);
    int file = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0644);
    if (file < 0) fail(path);
    ask(lane, request, length, buffer, file);
    close(file);
    memset(metadata, ' ', sizeof metadata);
    length = snprintf(metadata, sizeof metadata, "{\"capture\":\"%.*s\"}", ID, suffix - ID);
    metadata[length] = '\n';
    strcpy(path + strlen(path) - 4, ".json");
    write_whole(path, metadata, sizeof metadata);
    atomic_fetch_add(&saved, 1);
}

static void *serve(void *unused) {
    int lane = dial();
    char *buffer = malloc(BUFFER), *answer = malloc(BUFFER), body[1024], request[2048];
    size_t first;
    while ((first = atomic_fetch_add(&next_task, TASKS_A_QUERY)) < task_count) {
        int used = snprintf(body, sizeof body, "{\"query\":{\"taskIds\":[");
        for (size_t task = first; task < first + TASKS_A_QUERY && task < task_count; task++)
            used += snprintf(body + used, sizeof body - used, "%s\"%s\"", task > first ? "," : "", tasks[task]);
        used += snprintf(body + used, sizeof body - used, "],\"includeSegments\":false}}");
        int length = snprintf(request, sizeof request,
            "POST /v1/captures/query HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n"
            "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", port, token, used, body);
        for (char *place = ask(lane, request, length, answer, -1); (place = strstr(place, "\"filePath\":\""));) {
            char *url = place += 12, *end = strchr(url, '"'), *suffix = strstr(url, ".wav?");
            if (!suffix || suffix > end) continue;
            char *kind = strstr(url, "\"callType\":\"");
            if (kind && !strncmp(kind + 12, "main\"", 5)) save(lane, url, buffer);
        }
    }
    close(lane);
    free(buffer);
    free(answer);
    return unused;
}

int main(int count, char **arguments) {
    if (count < 6) {
        fputs("usage: export_floor PORT TOKEN FROM TO FOLDER [sync]\n", stderr);
        return 2;
    }
    port = atoi(arguments[1]);
    token = arguments[2];
    folder = arguments[5];
    list_tasks(atoll(arguments[3]) - 1, atoll(arguments[4]));
    pthread_t lanes[LANES];
    for (int lane = 0; lane < LANES; lane++) pthread_create(&lanes[lane], NULL, serve, NULL);
    for (int lane = 0; lane < LANES; lane++) pthread_join(lanes[lane], NULL);
    if (count > 6) {
        int place = open(folder, O_RDONLY | O_DIRECTORY);
        if (place < 0 || syncfs(place)) fail("syncfs");
    }
    printf("%zu %zu\n", task_count, (size_t)saved);
    return 0;
}
