// libcurl for Swift: fixed-argument forms of its variadic calls, which Swift cannot make itself.
#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>
#include <stddef.h>

// One shape serves both CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION: it returns how many bytes it took.
typedef size_t (*ccurl_data_callback)(char *_Nonnull bytes, size_t size, size_t count, void *_Nullable context);

// CURLOPT_PREREQFUNCTION: called each time a connection stands and a request is about to be sent on it.
typedef int (*ccurl_prereq_callback)(
    void *_Nullable context, char *_Nullable remote_ip, char *_Nullable local_ip, int remote_port, int local_port);

CURLcode ccurl_set_long(CURL *_Nonnull easy, CURLoption option, long value);
CURLcode ccurl_set_offset(CURL *_Nonnull easy, CURLoption option, curl_off_t value);
CURLcode ccurl_set_text(CURL *_Nonnull easy, CURLoption option, const char *_Nullable value);
CURLcode ccurl_set_pointer(CURL *_Nonnull easy, CURLoption option, const void *_Nullable value);
CURLcode ccurl_set_data_callback(CURL *_Nonnull easy, CURLoption option, ccurl_data_callback _Nonnull callback);
CURLcode ccurl_set_prereq_callback(CURL *_Nonnull easy, ccurl_prereq_callback _Nonnull callback);

// CURLOPT_SEEKFUNCTION: called when a body that is read piece by piece must be sent from another place again.
typedef int (*ccurl_seek_callback)(void *_Nullable context, curl_off_t offset, int origin);
CURLcode ccurl_set_seek_callback(CURL *_Nonnull easy, ccurl_seek_callback _Nonnull callback);

// The pointer kept under CURLOPT_PRIVATE; NULL when there is none.
void *_Nullable ccurl_private(CURL *_Nonnull easy);
// An integer piece of information (CURLINFO_LONG kind); 0 when libcurl does not know it.
long ccurl_info_long(CURL *_Nonnull easy, CURLINFO info);

CURLMcode ccurl_multi_set_long(CURLM *_Nonnull multi, CURLMoption option, long value);

#endif
