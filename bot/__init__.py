"""A patient-information chatbot for one leaflet; docs/architecture.md shows the rooms."""
