//! Dense symmetric systems: a Cholesky factor in rows, what is solved with it, and its inverse.

/// Rows that are taken off the rest at once, so that the rest is read less often.
const PANEL: usize = 8;

/// The upper triangle U of a positive definite matrix S = U'U, row by row.
#[derive(Debug, Clone)]
pub struct Factor {
    size: usize,
    rows: Vec<f64>,
}

impl Factor {
    /// Factors a symmetric matrix, given row by row; what is below the diagonal is not read. Pivots are held above zero.
    pub fn new(size: usize, mut rows: Vec<f64>) -> Self {
        let mut from = 0;
        while from < size {
            let to = (from + PANEL).min(size);
            for k in from..to {
                let (above, rest) = rows.split_at_mut((k + 1) * size);
                let pivot_row = &mut above[k * size..];
                let pivot = pivot_row[k].max(f64::MIN_POSITIVE).sqrt();
                pivot_row[k] = pivot;
                pivot_row[k + 1..].iter_mut().for_each(|x| *x /= pivot);
                for (i, row) in (k + 1..to).zip(rest.chunks_exact_mut(size)) {
                    take_off(&mut row[i..], pivot_row[i], &pivot_row[i..]);
                }
            }
            let (panel, rest) = rows.split_at_mut(to * size);
            let panel: Vec<&[f64]> = panel[from * size..].chunks_exact(size).collect();
            for (i, row) in (to..size).zip(rest.chunks_exact_mut(size)) {
                if let Ok(all) = <[&[f64]; PANEL]>::try_from(panel.as_slice()) {
                    take_all_off(&mut row[i..], all.map(|p| p[i]), all.map(|p| &p[i..]));
                } else {
                    for p in &panel {
                        take_off(&mut row[i..], p[i], &p[i..]);
                    }
                }
            }
            from = to;
        }
        Self { size, rows }
    }

    fn row(&self, k: usize) -> &[f64] {
        &self.rows[k * self.size..(k + 1) * self.size]
    }

    /// The logarithm of the determinant of S.
    pub fn log_determinant(&self) -> f64 {
        (0..self.size).map(|k| 2.0 * self.row(k)[k].ln()).sum()
    }

    /// Turns `x` into the solution of U'y = x.
    pub fn solve_lower(&self, x: &mut [f64]) {
        for k in 0..self.size {
            let row = self.row(k);
            x[k] /= row[k];
            let solved = x[k];
            take_off(&mut x[k + 1..], solved, &row[k + 1..]);
        }
    }

    /// Turns `x` into the solution of Uy = x. Where `x` is noise of variance 1, the answer's covariance is the inverse of S.
    pub fn solve_upper(&self, x: &mut [f64]) {
        for k in (0..self.size).rev() {
            let row = self.row(k);
            let known: f64 = row[k + 1..].iter().zip(&x[k + 1..]).map(|(u, y)| u * y).sum();
            x[k] = (x[k] - known) / row[k];
        }
    }

    /// The inverse of S, row by row.
    pub fn inverse(&self) -> Vec<f64> {
        let n = self.size;
        // Row k of the inverse of U', begun at its first entry: W' W is the inverse of S.
        let mut lower = vec![0.0; n * n];
        for k in 0..n {
            lower[k * n + k] = 1.0;
        }
        for k in 0..n {
            let (above, below) = lower.split_at_mut((k + 1) * n);
            let pivot = self.row(k)[k];
            let solved = &mut above[k * n..];
            solved[..=k].iter_mut().for_each(|x| *x /= pivot);
            for (i, row) in (k + 1..n).zip(below.chunks_exact_mut(n)) {
                take_off(&mut row[..=k], self.row(k)[i], &solved[..=k]);
            }
        }
        let mut inverse = vec![0.0; n * n];
        for w in lower.chunks_exact(n).enumerate() {
            let (k, w) = w;
            for i in 0..=k {
                take_off(&mut inverse[i * n..=i * n + k], -w[i], &w[..=k]);
            }
        }
        inverse
    }
}

fn take_off(from: &mut [f64], by: f64, what: &[f64]) {
    from.iter_mut().zip(what).for_each(|(x, w)| *x -= by * w);
}

fn take_all_off(from: &mut [f64], by: [f64; PANEL], what: [&[f64]; PANEL]) {
    let n = from.len();
    let what = what.map(|w| &w[..n]);
    for (k, x) in from.iter_mut().enumerate() {
        let mut sum = 0.0;
        for p in 0..PANEL {
            sum += by[p] * what[p][k];
        }
        *x -= sum;
    }
}
