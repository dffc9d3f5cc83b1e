/* handlers.h: every handler that routes.def names. */
#ifndef LANYARD_WEB_HANDLERS_H
#define LANYARD_WEB_HANDLERS_H

#include "web/request.h"

#define R(method, path, handler_, permission) handler handler_;
#include "web/routes.def"
#undef R

#endif
