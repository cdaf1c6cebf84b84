/* Sockets. Descriptor 3 is a directory, 4 takes connections; one comes that sends "ping", waits for "pong", sends "bye" and ends. */
#include "wasi.h"

static u32 count, connection;
static u16 flags;

static void what_is_no_socket(void) {
    struct vector v = {buffer, 4};
    IS(NOTSOCK, sock_accept(3, 0, &connection));
    IS(NOTSOCK, sock_accept(0, 0, &connection));
    IS(BADF, sock_accept(99, 0, &connection));
    IS(NOTSOCK, sock_recv(3, &v, 1, 0, &count, &flags));
    IS(BADF, sock_recv(99, &v, 1, 0, &count, &flags));
    IS(NOTSOCK, sock_send(1, &v, 1, 0, &count));
    IS(BADF, sock_send(99, &v, 1, 0, &count));
    IS(NOTSOCK, sock_shutdown(3, 1));
    IS(BADF, sock_shutdown(99, 1));
    IS(NOTSOCK, sock_shutdown(4, 1));
    IS(NOTSOCK, sock_send(4, &v, 1, 0, &count));
}

static void connected(void) {
    struct fdstat stat;
    struct vector v[2] = {{buffer, 2}, {buffer + 2, 2}};
    IS(INVAL, sock_accept(4, 1, &connection));
    IS(FAULT, sock_accept(4, 0, NOWHERE));
    IS(OK, sock_accept(4, 0, &connection));
    IS(OK, fd_fdstat_get(connection, &stat));
    IS(SOCKET_STREAM, stat.type);
    IS(INVAL, sock_recv(connection, v, 2, 4, &count, &flags));
    IS(FAULT, sock_recv(connection, v, 2, 0, &count, NOWHERE));
    IS(OK, sock_recv(connection, v, 1, 1, &count, &flags));
    TRUE(count > 0 && same(buffer, "ping", count));
    IS(OK, sock_recv(connection, v, 2, 2, &count, &flags));
    IS(4, count);
    TRUE(same(buffer, "ping", 4));
    IS(0, flags);
    IS(INVAL, sock_send(connection, v, 2, 1, &count));
    memcpy(buffer, "pong", 4);
    IS(OK, sock_send(connection, v, 2, 0, &count));
    IS(4, count);
    IS(INVAL, sock_shutdown(connection, 0));
    IS(INVAL, sock_shutdown(connection, 4));
    IS(OK, sock_shutdown(connection, 2));
    TRUE(write_text(connection, "after the end") != OK);
    IS(OK, sock_recv(connection, v, 2, 2, &count, &flags));
    IS(3, count);
    TRUE(same(buffer, "bye", 3));
    IS(OK, sock_recv(connection, v, 2, 0, &count, &flags));
    IS(0, count);
    IS(SPIPE, fd_seek(connection, 0, 0, (u64 *) buffer));
    IS(OK, fd_close(connection));
    IS(OK, fd_fdstat_set_flags(4, NONBLOCK));
    IS(AGAIN, sock_accept(4, 0, &connection));
    IS(OK, fd_close(4));
    IS(BADF, sock_accept(4, 0, &connection));
}

int main(void) {
    what_is_no_socket();
    connected();
    return 0;
}
