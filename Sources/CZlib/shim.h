#ifndef MORTAL_CZLIB_H
#define MORTAL_CZLIB_H
#include <zlib.h>
#endif
