"""Builds every event of FILE anew with the classes of OpenLineage's own Python client: they refuse what its spec does not have.

Prints how many events there were; fails at the first that is wrong, or that does not come out as it went in.
"""

import json
import sys

from openlineage.client import event_v2, facet_v2

FACETS = {
    "jobType": facet_v2.job_type_job.JobTypeJobFacet,
    "errorMessage": facet_v2.error_message_run.ErrorMessageRunFacet,
    "inputStatistics": facet_v2.input_statistics_input_dataset.InputStatisticsInputDatasetFacet,
    "outputStatistics": facet_v2.output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet,
}


def facet(name, content):
    content = dict(content)
    producer, schema = content.pop("_producer"), content.pop("_schemaURL")
    if name == "parent":
        parent = facet_v2.parent_run
        made = parent.ParentRunFacet(run=parent.Run(**content["run"]), job=parent.Job(**content["job"]), producer=producer)
    else:
        made = FACETS[name](**content, producer=producer)
    assert made._schemaURL == schema, (made._schemaURL, schema)
    assert made._producer == producer
    return made


def facets(all):
    return {name: facet(name, content) for name, content in all.items()}


def dataset(kind, key, content):
    return kind(content["namespace"], content["name"], **{key: facets(content.get(key, {}))})


def event(content):
    run = event_v2.Run(content["run"]["runId"], facets(content["run"]["facets"]))
    job = event_v2.Job(content["job"]["namespace"], content["job"]["name"], facets(content["job"]["facets"]))
    made = event_v2.RunEvent(
        eventType=event_v2.RunState(content["eventType"]),
        eventTime=content["eventTime"],
        run=run,
        job=job,
        inputs=[dataset(event_v2.InputDataset, "inputFacets", one) for one in content["inputs"]],
        outputs=[dataset(event_v2.OutputDataset, "outputFacets", one) for one in content["outputs"]],
        producer=content["producer"],
    )
    assert made.schemaURL == content["schemaURL"], (made.schemaURL, content["schemaURL"])
    assert set(content) == {"eventType", "eventTime", "producer", "schemaURL", "run", "job", "inputs", "outputs"}


with open(sys.argv[1]) as file:
    lines = file.readlines()
for line in lines:
    event(json.loads(line))
print(len(lines))
