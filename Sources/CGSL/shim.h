#ifndef MORTAL_CGSL_H
#define MORTAL_CGSL_H
/* Only headers that do not pull in gsl_cblas.h, which clashes with OpenBLAS's cblas.h. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_interp.h>
#include <gsl/gsl_min.h>
#include <gsl/gsl_odeiv2.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_sf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_spline.h>
#include <gsl/gsl_statistics_double.h>
#include <gsl/gsl_version.h>
/* Prince and Dormand's eighth order; the pointer itself is a variable, which Swift does not read across threads. */
static inline const gsl_odeiv2_step_type *mortal_odeiv2_rk8pd(void) { return gsl_odeiv2_step_rk8pd; }
#endif
