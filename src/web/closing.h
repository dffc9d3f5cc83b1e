/* closing.h: what the page about closing and its forms share. */
#ifndef LANYARD_WEB_CLOSING_H
#define LANYARD_WEB_CLOSING_H

#include "web/section.h"

/* The duty "7.5c-p1" of an address, when a reason may stand instead of it;
 * NULL for any other. */
const struct stand *closing_stand(const struct known *known,
                                  struct arena *mem, struct str name);

#endif
