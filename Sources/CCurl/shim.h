#ifndef MORTAL_CCURL_H
#define MORTAL_CCURL_H
/* Swift cannot call functions with a variable number of arguments: one function for each type of option. */
#include <curl/curl.h>

static inline CURLcode mortal_curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode mortal_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode mortal_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode mortal_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

typedef size_t (*mortal_curl_sink)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode mortal_curl_set_sink(CURL *handle, CURLoption option, mortal_curl_sink sink) {
  return curl_easy_setopt(handle, option, sink);
}

static inline long mortal_curl_status(CURL *handle) {
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  return status;
}
#endif
