#ifndef MORTAL_COPENBLAS_H
#define MORTAL_COPENBLAS_H
#include <cblas.h>

/* The few LAPACK routines used here, by their Fortran names: Debian's libopenblas carries LAPACK but not LAPACKE. */
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);
void dpotrs_(const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda, double *b,
             const int *ldb, int *info);
void dpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info);
#endif
