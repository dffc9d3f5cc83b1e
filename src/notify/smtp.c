/* smtp.c: one mail to the mail server, by libcurl: with TLS, within
 * NOTIFY_SECONDS, by SMTP and nothing else. */
#include "notify/notify.h"

#include <curl/curl.h>

struct reading {
    struct str rest;
};

static size_t mail_read(char *to, size_t size, size_t count, void *context)
{
    struct reading *r = context;
    size_t room = size * count;
    size_t n = r->rest.size < room ? r->rest.size : room;
    memcpy(to, r->rest.data, n);
    r->rest.data += n;
    r->rest.size -= n;
    return n;
}

/* The class of what went wrong; the server's own words are not kept. */
static enum notice_fault fault_of(CURLcode code, long reply)
{
    if (code == CURLE_OK)
        return NOTICE_FAULT_NONE;
    if (code == CURLE_LOGIN_DENIED)
        return NOTICE_FAULT_LOGIN;
    if (code == CURLE_OPERATION_TIMEDOUT)
        return NOTICE_FAULT_TIME;
    if (code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST ||
        code == CURLE_GOT_NOTHING)
        return NOTICE_FAULT_CONNECT;
    if (code == CURLE_USE_SSL_FAILED || code == CURLE_SSL_CONNECT_ERROR ||
        code == CURLE_PEER_FAILED_VERIFICATION ||
        code == CURLE_SSL_CACERT_BADFILE)
        return NOTICE_FAULT_TLS;
    if (reply >= 500 && reply < 600)
        return NOTICE_FAULT_REFUSED;
    if (reply >= 400 && reply < 500)
        return NOTICE_FAULT_LATER;
    return NOTICE_FAULT_OTHER;
}

static CURLcode options_set(CURL *curl, const struct notify_options *o)
{
    CURLcode code = curl_easy_setopt(curl, CURLOPT_URL, o->smtp);
#define SET(option, value)                                   \
    if (code == CURLE_OK)                                    \
        code = curl_easy_setopt(curl, CURLOPT_##option, value)
    SET(PROTOCOLS_STR, "smtp,smtps");
    SET(NETRC, (long)CURL_NETRC_IGNORED);
    SET(PROXY, "");
    SET(USE_SSL, (long)CURLUSESSL_ALL);
    SET(SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(SSL_VERIFYPEER, 1L);
    SET(SSL_VERIFYHOST, 2L);
    SET(NOSIGNAL, 1L);
    SET(CONNECTTIMEOUT, 10L);
    SET(TIMEOUT, o->seconds > 0 ? (long)o->seconds : (long)NOTIFY_SECONDS);
    if (o->ca != NULL) {
        SET(CAINFO, o->ca);
        SET(CAPATH, NULL);
    }
    if (o->user != NULL) {
        SET(USERNAME, o->user);
        SET(PASSWORD, o->password);
    }
    return code;
}

enum notice_fault notify_send(const struct notify_options *o,
                              struct arena *mem, struct str address,
                              struct str mail)
{
    CURL *curl = curl_easy_init();
    if (curl == NULL)
        return NOTICE_FAULT_OTHER;
    struct reading reading = { mail };
    long reply = 0;
    struct str to = str_printf(mem, "<%.*s>", STR_ARG(address));
    struct str from = str_printf(mem, "<%s>", o->from);
    struct curl_slist *list = curl_slist_append(NULL, str_c(mem, to));
    CURLcode code = list != NULL ? options_set(curl, o) : CURLE_OUT_OF_MEMORY;
    SET(MAIL_FROM, str_c(mem, from));
    SET(MAIL_RCPT, list);
    SET(UPLOAD, 1L);
    SET(READFUNCTION, mail_read);
    SET(READDATA, &reading);
    if (code == CURLE_OK)
        code = curl_easy_perform(curl);
    if (curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply) != CURLE_OK)
        reply = 0;
    curl_slist_free_all(list);
    curl_easy_cleanup(curl);
    return fault_of(code, reply);
}
