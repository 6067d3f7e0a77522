"""Delete the private database of this checkout, and what waits in its queue."""

import shutil

from config.embedded import cluster
from scripts.serve import HOME

if __name__ == "__main__":
    for purpose in ("run", "test"):
        cluster.remove(cluster.cluster_for(HOME, purpose=purpose))
    shutil.rmtree(HOME / ".local" / "celery", ignore_errors=True)
    print("The private database is gone; make run makes a new one.")
