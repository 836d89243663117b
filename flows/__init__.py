"""The doors: command line, Prefect flow, the one clock. Thin: no rule, no SQL.

Nothing reports home: the dependencies read these switches when they are imported, so they are
set before any of them is, unless the environment says otherwise.
"""

import os

_OFF = {
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
}
for _name, _value in _OFF.items():
    os.environ.setdefault(_name, _value)
