"""Peer of the forest: reads the path of one set a line, answers with one line of JSON. One thread."""
import json
import sys
import time

import numpy
import sklearn
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score, roc_auc_score

seeds = int(sys.argv[1])
print(json.dumps({"version": sklearn.__version__}), flush=True)
for line in sys.stdin:
    table = numpy.loadtxt(line.strip(), delimiter=",", skiprows=1)
    x, hits = table[:, :-1].copy(), table[:, -1]
    answer = {"auroc": [], "averagePrecision": [], "fitMs": [], "scoreMs": []}
    for seed in range(seeds):
        began = time.process_time()
        forest = IsolationForest(n_estimators=100, max_samples=256, random_state=seed, n_jobs=1).fit(x)
        fitted = time.process_time()
        unusual = -forest.score_samples(x)
        scored = time.process_time()
        answer["fitMs"].append((fitted - began) * 1000)
        answer["scoreMs"].append((scored - fitted) * 1000)
        answer["auroc"].append(roc_auc_score(hits, unusual))
        answer["averagePrecision"].append(average_precision_score(hits, unusual))
    print(json.dumps(answer), flush=True)
