//! The least of a smooth function of a few numbers, by Nelder and Mead's simplex and then by Newton's step on a parabola.

/// Most steps of the simplex; it takes about forty.
const STEPS: usize = 400;
/// The simplex has shrunk enough when its values differ by this only.
const CLOSE: f64 = 1e-6;
/// Half the width of the parabola.
const WIDTH: f64 = 2e-3;

type Point = Vec<f64>;

/// Looks for the least of `f`, which is even in every number, from `start`.
pub fn least(start: &[f64], mut f: impl FnMut(&[f64]) -> f64) -> Point {
    if start.is_empty() {
        return Point::new();
    }
    let mut simplex = vec![(f(start), start.to_vec())];
    for k in 0..start.len() {
        let mut point = start.to_vec();
        point[k] *= 0.5;
        simplex.push((f(&point), point));
    }
    for _ in 0..STEPS {
        simplex.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (best, worst) = (simplex[0].0, simplex[start.len()].0);
        if worst - best < CLOSE {
            break;
        }
        step(&mut simplex, &mut f);
    }
    simplex.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut value, mut point) = simplex.swap_remove(0);
    for _ in 0..3 {
        let Some(next) = newton(&point, value, &mut f) else { break };
        let moved = next.iter().zip(&point).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        let found = f(&next);
        if found > value {
            break;
        }
        (value, point) = (found, next);
        if moved < 1e-5 {
            break;
        }
    }
    point.iter().map(|x| x.abs()).collect()
}

/// One step of the simplex, which is sorted: its worst corner is moved, or all of it shrinks towards its best.
fn step(simplex: &mut Vec<(f64, Point)>, f: &mut impl FnMut(&[f64]) -> f64) {
    let Some((worst, corner)) = simplex.pop() else { return };
    let share = 1.0 / simplex.iter().map(|_| 1.0).sum::<f64>();
    let middle: Point = (0..corner.len()).map(|k| simplex.iter().map(|(_, p)| p[k] * share).sum()).collect();
    let mut at = |by: f64| {
        let point: Point = middle.iter().zip(&corner).map(|(m, c)| m + by * (m - c)).collect();
        (f(&point), point)
    };
    let (best, next) = (simplex[0].0, simplex[simplex.len() - 1].0);
    let reflected = at(1.0);
    if reflected.0 < best {
        let further = at(2.0);
        simplex.push(if further.0 < reflected.0 { further } else { reflected });
    } else if reflected.0 < next {
        simplex.push(reflected);
    } else {
        let nearer = if reflected.0 < worst { at(0.5) } else { at(-0.5) };
        if nearer.0 < reflected.0.min(worst) {
            simplex.push(nearer);
        } else {
            simplex.push((worst, corner));
            let best = simplex[0].1.clone();
            for (value, point) in simplex.iter_mut().skip(1) {
                point.iter_mut().zip(&best).for_each(|(x, b)| *x = f64::midpoint(*x, *b));
                *value = f(point);
            }
        }
    }
}

/// The lowest point of the parabola around `point`; `None` where it has none, or one far away.
fn newton(point: &[f64], value: f64, f: &mut impl FnMut(&[f64]) -> f64) -> Option<Point> {
    let widths: Point = point.iter().map(|x| WIDTH * x.abs().max(0.05)).collect();
    let (slope, bend) = parabola(point, value, &widths, f);
    let mut next = point.to_vec();
    match (slope.as_slice(), bend.as_slice()) {
        ([g], [h, ..]) if *h > 0.0 => next[0] -= g / h,
        ([g0, g1], [h00, h01, _, h11]) if *h00 > 0.0 && h00 * h11 > h01 * h01 => {
            let determinant = h00 * h11 - h01 * h01;
            next[0] -= (h11 * g0 - h01 * g1) / determinant;
            next[1] -= (h00 * g1 - h01 * g0) / determinant;
        }
        _ => return None,
    }
    next.iter().zip(point).zip(&widths).all(|((a, b), w)| (a - b).abs() < 50.0 * w).then_some(next)
}

/// Slopes and second derivatives (row by row) at a point, by differences.
pub fn parabola(point: &[f64], value: f64, widths: &[f64], f: &mut impl FnMut(&[f64]) -> f64) -> (Point, Point) {
    let n = point.len();
    let mut at = |moves: &[(usize, f64)]| {
        let mut moved = point.to_vec();
        for (k, by) in moves {
            moved[*k] += by;
        }
        f(&moved)
    };
    let ends: Vec<[f64; 2]> = (0..n).map(|k| [at(&[(k, widths[k])]), at(&[(k, -widths[k])])]).collect();
    let slope = ends.iter().zip(widths).map(|([up, down], w)| (up - down) / (2.0 * w)).collect();
    let mut bend = vec![0.0; n * n];
    for i in 0..n {
        bend[i * n + i] = (ends[i][0] + ends[i][1] - 2.0 * value) / (widths[i] * widths[i]);
        for j in i + 1..n {
            let (up, down) = (at(&[(i, widths[i]), (j, widths[j])]), at(&[(i, -widths[i]), (j, -widths[j])]));
            let both = (up + down + 2.0 * value - ends[i][0] - ends[i][1] - ends[j][0] - ends[j][1]) / 2.0;
            bend[i * n + j] = both / (widths[i] * widths[j]);
            bend[j * n + i] = bend[i * n + j];
        }
    }
    (slope, bend)
}
