# What lme4 makes of a table of scores: Rscript calibrate.R SCORES.csv
# Lines of: what, name, value.
suppressPackageStartupMessages(library(lme4))
scores <- read.csv(commandArgs(TRUE)[1])
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9))
fit <- lmer(score ~ 1 + (1 | application) + (1 | reviewer), scores, REML = TRUE, control = control)
say <- function(what, name, value) cat(sprintf("%s,%s,%.12g\n", what, name, value), sep = "")
say("mean", "", fixef(fit))
say("mean_se", "", sqrt(vcov(fit)[1]))
parts <- as.data.frame(VarCorr(fit))
say("variance", tolower(parts$grp), parts$vcov)
effects <- ranef(fit, condVar = TRUE)
for (side in names(effects)) {
  say(paste0("effect_", side), rownames(effects[[side]]), effects[[side]][[1]])
  say(paste0("se_", side), rownames(effects[[side]]), sqrt(attr(effects[[side]], "postVar")[1, 1, ]))
}
# Henderson's equations at lme4's variances: errors of prediction with that of the mean counted in.
part <- setNames(parts$vcov, tolower(parts$grp))
if (all(part > 0)) {
  side <- function(name) model.matrix(~ 0 + factor(scores[[name]]))
  x <- cbind(1, side("application"), side("reviewer"))
  sizes <- c(application = nlevels(factor(scores$application)), reviewer = nlevels(factor(scores$reviewer)))
  ridge <- c(0, rep(part["residual"] / part["application"], sizes[1]), rep(part["residual"] / part["reviewer"], sizes[2]))
  errors <- sqrt(diag(solve(crossprod(x) + diag(ridge))) * part["residual"])
  say("se_prediction_application", levels(factor(scores$application)), errors[1 + seq_len(sizes[1])])
  say("se_prediction_reviewer", levels(factor(scores$reviewer)), errors[1 + sizes[1] + seq_len(sizes[2])])
}
