#!/bin/sh
# Stands for a press that never comes to an end with the file of an annex called Endless, and sets everything else at once.
read -r job
case $job in *Endless*extension*) exec sleep 1000 ;; esac
echo printed "$job"
