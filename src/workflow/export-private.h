/* export-private.h - what the files about an export share. */
#pragma once

#include "workflow/contribution.h"
#include "workflow/export.h"

gboolean gf_export_is_english(const GfClerk *clerk);
