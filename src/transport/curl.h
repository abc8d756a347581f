/* curl.h - automatic cleanups for libcurl's types, for this folder only. */
#pragma once

#include <curl/curl.h>
#include <glib.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(CURL, curl_easy_cleanup)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CURLM, curl_multi_cleanup)
