/* load.c: asks one server on this machine for pages, over a few connections
 * that stay open, and says how long each answer took.
 *
 *   load PORT CONNECTIONS REQUESTS SECONDS EXPECT HEADERS RATE < LINES
 *
 * LINES are "METHOD<tab>PATH<tab>BODY"; connection n takes lines n, n + all
 * connections, and so on, round and round. In a body "{key}" becomes 32 random
 * hex digits, "{n}" a number never used before. EXPECT is the status of a
 * right answer and, after a space, words that its head must hold; every other
 * answer counts as failed. It ends after REQUESTS answers or SECONDS,
 * whichever comes first, and prints one line of JSON.
 *
 * RATE 0: each connection asks as soon as it was answered, so the server is
 * as busy as it can be. Otherwise RATE questions fall due each second, at even
 * distances, and the next connection that is free asks; time counts from when
 * the question was due, so a server that stands still is seen by all who
 * would have asked meanwhile.
 *
 * One thread and epoll: it takes one of two cores at most, and only loopback
 * is ever spoken to. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 256, LINES_MAX = 200000, ANSWERS_MAX = 2000000,
       OUT_MAX = 64 << 10, IN_MAX = 4 << 20, EVENTS_MAX = 64 };

struct line {
    char *method, *path, *body;
};

struct connection {
    int fd;
    size_t at;          /* which line is next */
    bool asking;
    int64_t asked_us;   /* at a rate: when it was due */
    char *in;
    size_t in_size;
    char out[OUT_MAX];
    size_t out_size, out_sent;
};

static struct line lines[LINES_MAX];
static size_t lines_count;
static struct connection connections[CONNECTIONS_MAX];
static size_t connections_count;
static uint32_t *took_us; /* of right answers */
static uint64_t right, failed, bytes, numbers, asked;
static uint64_t rate;    /* questions a second; 0: no limit */
static int64_t began_us;
static unsigned failed_status;
static const char *headers, *expect_words;
static unsigned expect_status;
static uint16_t port;

static void fail(const char *what)
{
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void lines_read(void)
{
    char *text = NULL;
    size_t room = 0;
    ssize_t size;
    while ((size = getline(&text, &room, stdin)) > 0 &&
           lines_count < LINES_MAX) {
        if (text[size - 1] == '\n')
            text[size - 1] = '\0';
        char *rest = strdup(text);
        struct line *l = &lines[lines_count++];
        l->method = strsep(&rest, "\t");
        l->path = strsep(&rest, "\t");
        l->body = rest;
        if (l->path == NULL)
            fail("a line without a path");
    }
    free(text);
    if (lines_count == 0)
        fail("no lines");
}

/* The body with its placeholders filled; returns its size. */
static size_t body_fill(char *out, const char *body)
{
    char *at = out;
    while (body != NULL && *body != '\0' && at < out + OUT_MAX / 2) {
        if (strncmp(body, "{key}", 5) == 0) {
            unsigned char random[16];
            if (getrandom(random, sizeof(random), 0) != sizeof(random))
                fail("getrandom");
            for (size_t i = 0; i < sizeof(random); i++)
                at += snprintf(at, 3, "%02x", random[i]);
            body += 5;
        } else if (strncmp(body, "{n}", 3) == 0) {
            at += snprintf(at, 24, "%llu", (unsigned long long)++numbers);
            body += 3;
        } else {
            *at++ = *body++;
        }
    }
    return (size_t)(at - out);
}

static void ask(struct connection *c)
{
    static char body[OUT_MAX], extra[4096];
    const struct line *l = &lines[c->at];
    c->at = (c->at + connections_count) % lines_count;
    size_t extra_size = body_fill(extra, headers);
    size_t size = body_fill(body, l->body);
    int head = snprintf(c->out, sizeof(c->out),
                        "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n%.*s",
                        l->method, l->path, port, (int)extra_size, extra);
    if (l->body != NULL)
        head += snprintf(c->out + head, sizeof(c->out) - (size_t)head,
                         "Content-Type: application/x-www-form-urlencoded\r\n"
                         "Content-Length: %zu\r\n", size);
    head += snprintf(c->out + head, sizeof(c->out) - (size_t)head, "\r\n");
    if ((size_t)head + size > sizeof(c->out))
        fail("a request is too long");
    memcpy(c->out + head, body, size);
    c->out_size = (size_t)head + size;
    c->out_sent = 0;
    c->in_size = 0;
    c->asking = true;
    c->asked_us = now_us();
}

static void send_more(struct connection *c)
{
    while (c->out_sent < c->out_size) {
        ssize_t n = send(c->fd, c->out + c->out_sent,
                         c->out_size - c->out_sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN)
            return;
        if (n < 0)
            fail("send");
        c->out_sent += (size_t)n;
    }
}

static void connection_open(struct connection *c)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int one = 1;
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&a, sizeof(a)) != 0)
        fail("connect");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}

/* How long the whole answer is once its head is there; 0: not yet. */
static size_t answer_size(const struct connection *c, size_t *head)
{
    c->in[c->in_size] = '\0';
    const char *end = strstr(c->in, "\r\n\r\n");
    if (end == NULL)
        return 0;
    *head = (size_t)(end - c->in) + 4;
    const char *length = strcasestr(c->in, "\r\nContent-Length:");
    if (length == NULL || length > end)
        return *head;
    return *head + strtoul(length + 17, NULL, 10);
}

static void answer_count(struct connection *c, size_t head, int64_t now)
{
    unsigned status = 0;
    c->in[head - 1] = '\0';
    bool good = sscanf(c->in, "HTTP/1.1 %u", &status) == 1 &&
                status == expect_status &&
                (expect_words == NULL || strstr(c->in, expect_words) != NULL);
    bytes += c->in_size;
    if (good) {
        took_us[right++] = (uint32_t)(now - c->asked_us);
    } else {
        failed++;
        failed_status = status;
    }
}

/* Reads what is there; asks again when the answer is whole. False: the line
 * was cut and a new one is open. */
static bool receive(struct connection *c, uint64_t most)
{
    for (;;) {
        ssize_t n = recv(c->fd, c->in + c->in_size, IN_MAX - c->in_size - 1,
                         MSG_DONTWAIT);
        if (n < 0 && errno == EAGAIN)
            return true;
        if (n <= 0) { /* closed: an answer that never came */
            failed++;
            close(c->fd);
            connection_open(c);
            return false;
        }
        c->in_size += (size_t)n;
        size_t head = 0, whole = answer_size(c, &head);
        if (whole == 0 || c->in_size < whole)
            continue;
        answer_count(c, head, now_us());
        c->asking = false;
        if (right + failed >= most || rate > 0)
            return true;
        ask(c);
        send_more(c);
    }
}

/* When question n falls due. */
static int64_t due_us(uint64_t n)
{
    return began_us + (int64_t)(n * 1000000 / rate);
}

/* Lets free connections, in turn, ask what is due; microseconds until the
 * next is. When all are busy an answer wakes the loop up. */
static int64_t due_ask(uint64_t most)
{
    static size_t turn;
    const int64_t idle = 100000;
    for (size_t i = 0; i < connections_count && asked < most; i++) {
        struct connection *c = &connections[turn++ % connections_count];
        int64_t left = due_us(asked) - now_us();
        if (left > 0)
            return left < idle ? left : idle;
        if (c->asking)
            continue;
        ask(c);
        c->asked_us = due_us(asked++);
        send_more(c);
    }
    return idle;
}

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static double share_ms(double share)
{
    if (right == 0)
        return 0;
    uint64_t at = (uint64_t)(share * (double)(right - 1));
    return took_us[at] / 1000.0;
}

int main(int argc, char **argv)
{
    if (argc != 8) {
        fputs("usage: load PORT CONNECTIONS REQUESTS SECONDS EXPECT HEADERS RATE < LINES\n", stderr);
        return 2;
    }
    port = (uint16_t)strtoul(argv[1], NULL, 10);
    connections_count = strtoul(argv[2], NULL, 10);
    uint64_t most = strtoull(argv[3], NULL, 10);
    int64_t until = now_us() + (int64_t)(strtod(argv[4], NULL) * 1e6);
    char *words = NULL;
    expect_status = (unsigned)strtoul(argv[5], &words, 10);
    expect_words = *words == ' ' ? words + 1 : NULL;
    headers = argv[6];
    rate = strtoull(argv[7], NULL, 10);
    if (connections_count < 1 || connections_count > CONNECTIONS_MAX ||
        most < 1 || most > ANSWERS_MAX)
        fail("connections or requests out of bounds");
    took_us = calloc(ANSWERS_MAX, sizeof(*took_us));
    lines_read();
    int poll = epoll_create1(0);
    for (size_t i = 0; i < connections_count; i++) {
        struct connection *c = &connections[i];
        c->in = malloc(IN_MAX);
        c->at = i % lines_count;
        connection_open(c);
        struct epoll_event e = { .events = EPOLLIN, .data.ptr = c };
        epoll_ctl(poll, EPOLL_CTL_ADD, c->fd, &e);
    }
    began_us = now_us();
    for (size_t i = 0; i < connections_count && rate == 0; i++) {
        ask(&connections[i]);
        send_more(&connections[i]);
    }
    while (right + failed < most && now_us() < until) {
        struct epoll_event events[EVENTS_MAX];
        int64_t wait = rate > 0 ? due_ask(most) : 100000;
        struct timespec t = { .tv_nsec = wait > 0 ? wait * 1000 : 0 };
        int count = epoll_pwait2(poll, events, EVENTS_MAX, &t, NULL);
        for (int i = 0; i < count; i++) {
            struct connection *c = events[i].data.ptr;
            if (receive(c, most))
                continue;
            struct epoll_event e = { .events = EPOLLIN, .data.ptr = c };
            epoll_ctl(poll, EPOLL_CTL_ADD, c->fd, &e);
            c->asking = false;
            if (rate > 0)
                continue;
            ask(c);
            send_more(c);
        }
    }
    double seconds = (double)(now_us() - began_us) / 1e6;
    qsort(took_us, right, sizeof(*took_us), by_size);
    printf("{\"right\": %llu, \"failed\": %llu, \"failed_status\": %u, "
           "\"seconds\": %.4f, \"p50_ms\": %.3f, \"p99_ms\": %.3f, "
           "\"max_ms\": %.3f, \"bytes\": %llu}\n",
           (unsigned long long)right, (unsigned long long)failed,
           failed_status, seconds, share_ms(0.5), share_ms(0.99),
           share_ms(1.0), (unsigned long long)bytes);
    return 0;
}
